"""What is read: lessons as content, read from Markdown or a notebook into the same record.

``Library`` finds lessons below a folder, ``read_lesson`` reads one, ``check`` says what is wrong
or weak in it, ``notebook`` writes it down for Jupyter. Nothing here draws or knows who reads.
"""
