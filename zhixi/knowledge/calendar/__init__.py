"""The calendar: what starts, ends, is planned and wanted, and when nothing shall go live."""
