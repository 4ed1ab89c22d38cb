"""The JSON of the directory."""

from servicekit.schemas import Out


class EntryOut(Out):
    """One item of the directory: the six base elements, and where it stands among main items."""

    directory_code: str
    name: str
    #: 基本编码, 12 digits; empty: not known.
    basic_code: str
    #: GB/T 39046-2020 A.1
    item_type: str
    #: 主管部门
    department_code: str
    department_name: str
    #: 实施机关
    implementing_body: str
    #: 依据
    legal_basis: str
    #: 主项 and 子项 in the basic code; 000: it has no sub-item.
    main_item: str
    sub_item: str
    is_abolished: bool
    #: Values that nobody has compared with an official list.
    unverified: list[str]
