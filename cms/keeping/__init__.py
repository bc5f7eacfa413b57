"""Pages at the speed of a file: whole answers are kept before Django is asked, as long as they are true.

`pages` is what is kept and how it is sent, `shelves` where, `front` when; `articles.freshness` says whether a
page still holds, and `articles.reading.kept` which pages may be kept at all.
"""
