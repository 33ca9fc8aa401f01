"""The command line: words, options, printing, exit codes."""
