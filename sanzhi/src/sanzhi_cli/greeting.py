"""What `sanzhi up` prints when all is ready."""

from sanzhi_cli.suite import Suite

#: Personas of the simulated provincial app: what each one is there to show.
RESIDENTS = (
    ("lin-xiao", "林晓", "is approved at once"),
    ("chen-bo", "陈波", "owns a flat: a person decides"),
    ("wang-chun", "王春", "for when a data source is away"),
    ("deng-dan", "邓丹", "must raise his level first"),
    ("ye-laotai", "叶秀英", "uses the elder mode"),
    ("fang-fei", "方飞", "sees nothing of others"),
)
#: Personas of the simulated staff platform: what each one may do.
STAFF = (
    ("city-admin", "陈主任", "everything in 台州"),
    ("reviewer-taizhou", "沈洁", "台州: signs what 陈主任 drafts"),
    ("clerk-jiaojiang", "李敏", "椒江"),
    ("reviewer-jiaojiang", "赵琳", "椒江: signs what 李敏 drafts"),
    ("clerk-wenling", "王强", "温岭"),
    ("no-grants", "周宁", "nothing"),
)


def greeting(suite: Suite, seconds: float) -> str:
    """Return the addresses and the accounts; nobody needs a password."""
    door = suite.url("door")
    return "\n".join(
        [
            "",
            f"三智 Sanzhi is ready after {seconds:.1f} s.",
            "",
            f"  Residents 群众端      {door}/",
            f"  Operators 工作台      {door}/workbench/",
            f"  API 接口文档          {door}/api/gateway/v1/docs",
            "",
            "  Sign on as a resident (simulated 浙里办):",
            *(f"    {key:<17}{name}　{role}" for key, name, role in RESIDENTS),
            "  Sign on as staff (simulated 浙政钉):",
            *(f"    {key:<17}{name}　{role}" for key, name, role in STAFF),
            "",
            f"  Data and logs: {suite.home.folder}    Ctrl-C stops everything; the data stays.",
            "",
        ]
    )
