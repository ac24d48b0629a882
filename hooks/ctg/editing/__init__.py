"""The form: records changed in a browser, on the coordinator's own machine, without seeing any YAML.

``ways`` (how a field is asked) → ``answers`` (what a form holds ⇄ what changes in a record) → ``controls`` (what the page
shows) → ``opened`` (a record as its file has it) → ``workshop`` (checks on a trial copy, writes, undoes) → ``pages`` and
``web`` (a WSGI application) → ``beside`` (the preview and its form, one server), behind ``entrance`` (who may use it). Beside:
``table_page`` (spreadsheets), ``asking_page``, ``answers_page`` and ``reply_in_view`` (confirmations), ``share_page`` and
``sharing`` (what is sent), ``differences`` (in words), ``locating`` (where it is), ``upload``. No kind of record is known here
by its name.
"""
