"""MkDocs' events, one call each; the work is in ``ctg``."""

from ctg.mkdocs_site import Adapter

site = Adapter()


def on_startup(command, dirty):
    site.serving = command == "serve"


def on_config(config):
    site.configure(config)
    return config


def on_files(files, config):
    site.add_files(files, config)
    return files


def on_page_markdown(markdown, page, config, files):
    site.page_metadata(page)
    return markdown


def on_page_content(html, page, config, files):
    return site.page_body(html, page)


def on_env(env, config, files):
    env.globals |= site.globals()
    return env


def on_post_build(config):
    site.index(config)
