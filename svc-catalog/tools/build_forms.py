"""Draws the blank forms and samples of the synthetic city: `python tools/build_forms.py`.

The files lie in `data/forms`; guides name them by the hashes that are printed, which therefore have to be
put into `data/guides.json` after a change.
"""

import hashlib
import json
from pathlib import Path

import orjson
import typst

HERE = Path(__file__).parent
DATA = HERE.parent / "src" / "svc_catalog" / "data"
PROMISE = "本人承诺以上填写内容真实、完整，愿意承担相应责任。"
#: By the item whose material it is: title, and rows of label, what a sample says, whether it is a whole line.
FORMS = {
    "yb-25": (
        "异地就医备案表",
        [
            ("姓名", "林晓", False), ("身份证号", "331002199003070014", False),
            ("参保地", "台州市椒江区", False), ("联系电话", "13705760001", False),
            ("备案类型", "☑ 异地长期居住  ☐ 异地转诊  ☐ 临时外出", True),
            ("就医地", "上海市浦东新区", True), ("备案原因", "随子女长期居住", True),
            ("备案开始日", "2026-12-01", False), ("备案终止日", "长期", False),
        ],
    ),
    "scjg-35": (
        "个体工商户登记申请书",
        [
            ("名称", "椒江区林晓小吃店", True), ("经营者", "林晓", False),
            ("身份证号", "331002199003070014", False), ("经营场所", "台州市椒江区样例路 1 号", True),
            ("经营范围", "小餐饮、预包装食品销售", True), ("组成形式", "☑ 个人经营  ☐ 家庭经营", False),
            ("从业人数", "2", False), ("资金数额", "5 万元", False), ("联系电话", "13705760001", False),
        ],
    ),
    "jj-11": (
        "机动车驾驶人身体条件证明",
        [
            ("姓名", "林晓", False), ("性别", "女", False), ("身份证号", "331002199003070014", True),
            ("准驾车型", "C1", False), ("身高", "163 cm", False), ("视力", "左 5.0  右 5.0", False),
            ("辨色力", "正常", False), ("听力", "左、右均正常", False), ("四肢躯干", "正常", False),
            ("医疗机构意见", "符合申请准驾车型的身体条件（医疗机构盖章）", True),
        ],
    ),
}  # fmt: skip


def draw(title: str, rows: list[tuple[str, str, bool]], *, is_sample: bool) -> bytes:
    """Return a form as PDF."""
    told = {"title": title, "rows": rows, "is_sample": is_sample, "promise": PROMISE, "tall": 10}
    pdf: bytes = typst.compile(
        str(HERE / "forms.typ"), format="pdf", sys_inputs={"data": json.dumps(told, ensure_ascii=False)}
    )
    return pdf


def main() -> None:
    """Write every form twice, and what it is called."""
    folder, named = DATA / "forms", []
    for code, (title, rows) in FORMS.items():
        for kind, suffix in (("blank", "空白表格"), ("sample", "示例样表")):
            content = draw(title, rows, is_sample=kind == "sample")
            file = f"{code}-{kind}.pdf"
            (folder / file).write_bytes(content)
            sha256 = hashlib.sha256(content).hexdigest()
            named.append({"file": file, "name": f"{title}（{suffix}）.pdf", "sha256": sha256})
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    (DATA / "forms.json").write_bytes(orjson.dumps(named, option=option))


if __name__ == "__main__":
    main()
