class KnownValues:
    pass
