"""The form: records changed in a browser, on the coordinator's own machine, without seeing any YAML.

``ways`` (how a field is asked) → ``answers`` (what a form holds ⇄ what changes in a record) → ``controls`` (what the page
shows) → ``opened`` (a record as its file has it) → ``workshop`` (checks on a trial copy, writes, undoes) → ``desk`` (the request,
and what makes its answer) → ``screens`` (functions of both) → ``web`` (their addresses, a WSGI application), behind ``entrance``
(who may use it). Beside: ``sharing`` (what is sent), ``differences`` (in words). No kind of record is known here by its name.
"""
