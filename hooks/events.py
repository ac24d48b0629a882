"""MkDocs' events in this repository: those of the plugin ``ctg``, that territories name in their ``mkdocs.yml``."""

from __future__ import annotations

from ctg.publish.mkdocs import Plugin

plugin = Plugin()
on_startup = plugin.on_startup
on_config = plugin.on_config
on_files = plugin.on_files
on_page_markdown = plugin.on_page_markdown
on_post_page = plugin.on_post_page
on_post_build = plugin.on_post_build
on_serve = plugin.on_serve
