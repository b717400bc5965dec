"""rightscorpus: a pile of human-rights reports in, a tidy and traceable corpus out.

    seeds/ ─ingest─▶ Document ─detect─▶ Detection ─segment─▶ Unit ─┬─classify─▶ Classification ─┐
                     text + lines       language     paragraph, …   └─extract─▶ Mention ─link─▶ ─┴─export─▶ outputs/
                                                                     law, article, person, date

Each stage is a function of records (`pipeline.records`); `pipeline.runner` alone knows files, caches and processes.
"""
