"""MkDocs' events, one call each; the work is in ``ctg``."""

from ctg.mkdocs_site import Adapter, Files, LiveReloadServer, MkDocsConfig, MkDocsPage, keep, lighten

site = Adapter()


def on_startup(command: str, dirty: bool) -> None:
    site.start(command)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    site.configure(config)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    keep(files, config)
    lighten(files)
    return files


def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    return site.read(page, markdown)


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
    return site.frame(output, page)


def on_post_build(config: MkDocsConfig) -> None:
    site.finish(config)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    site.serve(server, config)
    return server
