"""`sector-data schema`: the JSON Schema of the pipeline file."""

from __future__ import annotations

import json

import click


@click.command(name="schema")
def command() -> None:
    """Print the JSON Schema of pipeline files.

    Editors that know YAML schemas complete and check a pipeline file with it:

    \b
      sector-data schema > pipeline.schema.json
      # first line of the pipeline file:
      # yaml-language-server: $schema=pipeline.schema.json
    """
    from sector_data.spec.jsonschema import pipeline_json_schema

    click.echo(json.dumps(pipeline_json_schema(), indent=2, ensure_ascii=False))
