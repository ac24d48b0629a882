"""What a record is, in the words of schema.org: as JSON-LD on its page (see ``base.formats.schema_org``)."""
