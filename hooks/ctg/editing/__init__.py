"""The form: records changed in a browser, on the coordinator's own machine, without seeing any YAML.

``ways`` (how a field is asked) → ``answers`` (what a form holds ⇄ what changes in a record) → ``controls`` (what the page
shows) → ``opened`` (a record as its file has it) → ``workshop`` (checks on a trial copy, writes, undoes) → ``pages`` and
``web`` (a WSGI application, for ``ctg editer`` and for the preview). Beside: ``table_page`` and ``row_form``
(spreadsheets), ``asking_page`` and ``answers_page`` (confirmations), ``share_page`` and ``sharing`` (what is sent),
``differences`` (in words), ``locating`` and ``map_click`` (where it is), ``upload``. No kind of record is known here by its
name.
"""
