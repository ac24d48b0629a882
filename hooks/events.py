"""MkDocs' events, one call each; the work is in ``ctg``."""

from ctg.mkdocs_site import Adapter, keep

site = Adapter()


def on_startup(command, dirty):
    site.serving = command == "serve"


def on_config(config):
    site.configure(config)
    return config


def on_files(files, config):
    keep(files, config)
    return files


def on_page_markdown(markdown, page, config, files):
    return site.read(page, markdown)


def on_post_page(output, page, config):
    return site.frame(output, page)


def on_post_build(config):
    site.finish(config)


def on_serve(server, config, builder):
    site.serve(server)
    return server
