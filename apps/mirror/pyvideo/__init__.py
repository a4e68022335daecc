"""Reading archives laid out like github.com/pyvideo/data.

`layout` and `reading` find the files and give bytes; `decoding` makes JSON of them; `talks` and
`events` make records out of any JSON, with a list of problems; nothing here knows the database.
"""
