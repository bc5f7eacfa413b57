"""Static files: hashed, compressed, and with the imports inside our ES modules hashed as well."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Rewrites relative `import … from "./x.js";` so that no import map (an inline script) is needed."""

    support_js_module_import_aggregation = True
