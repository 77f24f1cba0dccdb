"""`auftakt`: everything a person does with an installation from a terminal."""

from __future__ import annotations

import click

from cli.admin import admin
from cli.dead_letters import dead_letters
from cli.demo import demo
from cli.doctor import doctor
from cli.mail import mail
from cli.rebuild import rebuild
from cli.reset import reset
from cli.token import token
from cli.up import up


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Registration for health days and kick-off workshops."""


for command in (up, demo, doctor, reset, mail, dead_letters, rebuild, admin, token):
    main.add_command(command)

if __name__ == "__main__":
    main()
