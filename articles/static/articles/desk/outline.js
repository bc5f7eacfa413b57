// The outline beside the manuscript: headings that lead to their sections.
