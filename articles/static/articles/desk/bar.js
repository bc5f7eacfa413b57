// The bar over the article: where it stands, what can be done next, the checklist beside the text.
