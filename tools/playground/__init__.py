"""What the pages' playgrounds are made from; their JavaScript lies in ``book/playground/``.

To add one: its module ``book/playground/NAME.js`` with ``mount(root, base)``; its words in
``playgrounds.toml`` there; a file here with a function that writes its data and returns a still
picture, named in `tools.playground.build.WRITERS`; the directive ``{playground} NAME`` on a page.
"""
