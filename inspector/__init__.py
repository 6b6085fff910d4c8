"""The shell: command line, registry, jobs, settings, pipelines, middlewares, store, links."""
