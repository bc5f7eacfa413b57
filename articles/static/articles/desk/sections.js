// The manuscript: sections that are added, moved, folded, split and merged on one flowing page.
