"""Files read: workbooks, upload files and data files, each as a filing and what was noticed."""
