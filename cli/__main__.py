"""`auftakt`: everything a person does with an installation from a terminal."""

from __future__ import annotations

import click

from cli.up import up


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Registration for health days and kick-off workshops."""


main.add_command(up)

if __name__ == "__main__":
    main()
