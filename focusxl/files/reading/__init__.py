"""Reading of files: workbooks, upload files and data files, each a filing with findings."""
