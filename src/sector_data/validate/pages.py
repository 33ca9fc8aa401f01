"""The pages of Data Docs as templates.

What lives here: HTML and its stylesheet. What does not: what they are filled with
(:mod:`sector_data.validate.docs`).
"""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f37; --bad: #c62828; }
@media (prefers-color-scheme: dark) { :root { --good: #4cc26a; --bad: #ff7b72; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; }
.verdict { font-weight: 600; }
.note { opacity: .75; font-size: .875rem; }
.wide { overflow-x: auto; }
.wide table { min-width: 56rem; margin: 1rem 0; }
.index { max-width: 44rem; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; }
th { border-bottom: 2px solid var(--line); font-weight: 600; }
td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.sentence::first-letter { text-transform: uppercase; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); }
.state { white-space: nowrap; font-weight: 600; }
code { background: var(--soft); border-radius: .25rem; padding: .05rem .3rem; font-size: .875rem; }
th.group { padding-top: 1.5rem; font-size: 1.05rem; border-bottom: 1px solid var(--line); }
.group { overflow-wrap: anywhere; }
col.state { width: 8.5rem; } col.reason { width: 27%; } col.number { width: 5.5rem; }
col.counted { width: 11rem; }
@media print { body { margin: 0; max-width: none; } }
"""

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
"""

_VERDICT = """{% macro verdict(met, expectations) %}
{% if met == expectations %}
<span class="good">✓ All {{ expectations | count }} expectations met</span>
{% else %}
<span class="bad">✗ {{ (expectations - met) | count }} of {{ expectations | count }}
expectations not met</span>
{% endif %}
{% endmacro %}"""

_FOOT = """<p class="note">Checked by {{ engine }}{% if moment %} on {{ moment }}{% endif %}. Of the
data itself only counts are shown, never a value.</p>
</body>
</html>"""

INDEX = (
    _VERDICT
    + _HEAD
    + """<title>Expectations</title>
<style>{{ style | safe }}</style>
</head>
<body>
<h1>Expectations</h1>
<p>What the release must satisfy, and whether it does.</p>
<table class="index">
<thead><tr><th>Table</th><th>Verdict</th></tr></thead>
<tbody>
{% for summary in summaries %}
<tr>
<td><a href="{{ summary.href }}">{{ summary.table }}</a></td>
<td class="verdict">{{ verdict(summary.met, summary.expectations) }}</td>
</tr>
{% endfor %}
</tbody>
</table>
"""
    + _FOOT
)

TABLE = (
    _VERDICT
    + _HEAD
    + """<title>Expectations of {{ summary.table }}</title>
<style>{{ style | safe }}</style>
</head>
<body>
<p class="note"><a href="../index.html">All tables</a></p>
<h1>{{ summary.table }}</h1>
<p class="verdict">{{ verdict(summary.met, summary.expectations) }}</p>
<div class="wide"><table>
<colgroup><col class="state"><col><col class="reason"><col class="number"><col class="number">
<col class="number"><col class="counted"></colgroup>
<thead><tr>
<th>Status</th><th>Expectation</th><th>Why</th><th class="number">Rows</th>
<th class="number">Null</th><th class="number">Not met by</th><th class="number">Counted</th>
</tr></thead>
{% for column, rows in sections %}
<tbody>
<tr><th class="group" colspan="7" scope="rowgroup">
{{- "The whole table" if column is none else column -}}
</th></tr>
{% for row in rows %}
<tr>
<td class="state {{ 'good' if row.state == 'met' else 'bad' }}">
{{- {'met': '✓', 'not met': '✗', 'not checked': '!'}[row.state] }} {{ row.state -}}
</td>
<td class="sentence">{{ row.sentence | safe }}</td>
<td>{{ row.reason }}</td>
<td class="number">{{ row.rows | count }}</td>
<td class="number">{{ row.missing | count }}</td>
<td class="number">{{ row.unexpected | count }}</td>
<td class="number">
{%- if row.observed is number %}{{ row.observed | count }}
{%- elif row.observed %}{{ row.observed }}{% endif -%}
</td>
</tr>
{% endfor %}
</tbody>
{% endfor %}
</table></div>
"""
    + _FOOT
)
