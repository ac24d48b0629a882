"""The files of a project, before any record is read: folders, pages, what a territory adds."""
