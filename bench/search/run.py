"""How well and how fast search finds, beside two peers, in one run on one machine.

    .venv/bin/python bench/search/run.py [--lists 90] [--items 12000] [--requests 3000]

Quality: the labelled queries of svc-catalog/tests over the 74 real items, the same names for everybody.
Speed: a synthetic directory of 12,000 items carried out in 90 places, 1,080,000 rows. Our number is that
of the service: a process of its own on core 0, asked over HTTP with a token, one request after the other;
PostgreSQL and the asking are on core 1; `on_core` is the service's own processor time per request. The peers are asked in process, without HTTP, token and JSON:
tantivy (words of jieba, one document per row of a list, filtered by region) and PostgreSQL alone
(`tsvector` of the same words with GIN, filtered by region, ranked by ts_rank).
Refresh: from the commit of a change to the first answer that shows it, asked without pause.
Needs two cores; tantivy is installed into .tools/bench. Writes bench/results/search.json.
"""

import argparse
import asyncio
import gc
import importlib
import itertools
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import orjson
import rjieba

from sanzhi_cli.ports import free_port
from sanzhi_cli.postgres import Postgres
from servicekit import migrations
from servicekit import text as texts
from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.ranking import Ranking, Text
from servicekit.testing import Gateway
from svc_catalog.search import rules
from svc_catalog.search.library import own_words
from svc_catalog.search.sources import texts_of
from svc_catalog.search.types import Synonym
from svc_catalog.seed import fill, load

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results" / "search.json"
TOOLS = ROOT / ".tools" / "bench" / "packages"
sys.path.append(str(TOOLS))
try:
    import tantivy
except ImportError:
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--target", TOOLS, "tantivy==0.27.0"], check=True
    )
    importlib.invalidate_caches()
    import tantivy
AMONG, NOTHING = 3, "-"
REGION = "331002001"  # a town: its own list, the county's, 市本级's, the city's, the province's
TRADES = (
    "港口 铁路 水运 民航 邮政 测绘 气象 地震 文物 广播 电视 出版 电影 演出 旅行社 导游 种子 兽药 饲料 肥料 渔港 苗种 草原 野生动物 取水 河道 "
    "水土保持 矿产 地质 海域 海岛 辐射 固废 噪声 计量 特种设备 认证 检测 拍卖 典当 直销 外商 劳务输出 成品油 粮食 食盐 电力 人防 民爆 枪支 "
    "剧毒品 边境 归侨 宗教 民族 社团 基金会 殡葬 养老机构 福利机构 职业技能 社工 勘察 设计 监理 造价 园林 环卫 燃气 供热 公交 轨道 停车 桥梁 "
    "隧道 航道 引航 打捞 船舶检验 无线电 电信 互联网 密码 保密 档案 统计 审计 会计 资产评估 税务师 彩票 烟花 血站 母婴保健 放射诊疗 饮用水 "
    "消毒 麻醉药 中药材 化妆品 保健食品 校车 民办学校 幼儿园 驾培 修理厂 二手车 报废车 危房 白蚁 物业"
)
THINGS = (
    "单位资质 从业人员资格 生产许可 经营许可 项目审批 设备登记 场地核准 方案审查 竣工验收 年度报告 技术评审 安全评价 使用许可 进口审批 出口审批 "
    "广告审查 价格核定 补助资金 名称核准 机构设立 检验报告 标识管理 数据报送 责任人备案"
)
ACTS = ("首次申请", "变更", "延续", "注销", "补证")


def queries():
    """Yield the labelled queries: kind, query, right codes."""
    for name in ("relevance.tsv", "held_out.tsv"):
        for line in (ROOT / "svc-catalog" / "tests" / name).read_text(encoding="utf-8").splitlines():
            yield line.split("\t")


def directory(items):
    """Return code and texts of the real items and as many synthetic ones as are wanted."""
    found = [
        (entry["directory_code"], texts_of(entry["name"], entry["plain_names"], entry["keywords"]))
        for entry in load("directory.json")
    ]
    combined = itertools.product(TRADES.split(), THINGS.split(), ACTS)
    for number, (trade, thing, act) in enumerate(itertools.islice(combined, items - len(found))):
        short = thing[:2]
        plain = (f"办{trade}{short}", f"{trade}{thing}", f"{trade}{act}怎么弄", f"{trade}的{short}要{act}")
        name = f"{trade}{thing}{act}"
        found.append((f"syn-{number}", (("name", name), *(("plain_name", one) for one in plain))))
    return found


def words(text):
    return [word for word in rjieba.cut(texts.normal(text)) if word.strip()]


class Ours:
    """The index of the service, without the service."""

    def __init__(self, found):
        texts.learn(own_words())
        self._ranking = Ranking(Text(code, text, field) for code, its in found for field, text in its)
        self._synonyms = {
            texts.normal(one["word"]): [Synonym(**one, region_code="331000")] for one in load("synonyms.json")
        }

    def find(self, query):
        also = rules.in_other_words(query, self._synonyms, REGION)
        return [hit.key for hit in rules.worth_showing(query, self._ranking.search(query, 60, also=also))]


class Tantivy:
    """BM25 over the words of jieba, one document per row."""

    def __init__(self, found, lists):
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("code", stored=True, tokenizer_name="raw")
        schema.add_text_field("region", tokenizer_name="raw")
        schema.add_text_field("words", tokenizer_name="whitespace")
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(256_000_000, 1)
        for code, its in found:
            joined = " ".join(" ".join(words(text)) for _, text in its)
            for region in lists:
                writer.add_document(tantivy.Document(code=code, region=region, words=joined))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._near = [region for region in NEAR if region in lists]

    def find(self, query, limit=10):
        schema, must, should = self._index.schema, tantivy.Occur.Must, tantivy.Occur.Should
        terms = [(should, tantivy.Query.term_query(schema, "words", word)) for word in words(query)]
        near = [(should, tantivy.Query.term_query(schema, "region", region)) for region in self._near]
        if not terms:
            return []
        wanted = [(must, tantivy.Query.boolean_query(terms))]
        if near:
            wanted.append((must, tantivy.Query.const_score_query(tantivy.Query.boolean_query(near), 0.0)))
        hits = self._searcher.search(tantivy.Query.boolean_query(wanted), limit * 3).hits
        codes = (self._searcher.doc(address)["code"][0] for _, address in hits)
        return list(dict.fromkeys(codes))[:limit]


NEAR = (REGION, "331002", "331001", "331000", "330000")
ALONE = """
select directory_code, max(ts_rank(words, query)) as rank
from peer, to_tsquery('simple', $1) as query
where words @@ query and region_code = any($2)
group by directory_code order by rank desc limit 10
"""


class Alone:
    """PostgreSQL full text and nothing else."""

    def __init__(self, connection):
        self._connection = connection

    @classmethod
    async def fill(cls, connection, found, lists):
        await connection.execute("drop table if exists peer")
        await connection.execute("create table peer (directory_code text, region_code text, words tsvector)")
        await connection.execute("create temp table said (code text, joined text)")
        rows = [(code, " ".join(" ".join(words(text)) for _, text in its)) for code, its in found]
        await connection.copy_records_to_table("said", records=rows)
        await connection.execute(
            "insert into peer select code, region, to_tsvector('simple', joined) from said, unnest($1::text[]) region",
            list(lists),
        )
        await connection.execute("drop table said")
        await connection.execute("create index on peer using gin (words)")
        await connection.execute("create index on peer (region_code)")
        await connection.execute("analyze peer")
        return cls(connection)

    async def find(self, query):
        asked = [word.replace("'", "''").replace("\\", "\\\\") for word in words(query)]
        if not asked:
            return []
        rows = await self._connection.fetch(ALONE, " | ".join(f"'{word}'" for word in asked), list(NEAR))
        return [row["directory_code"] for row in rows]


async def quality(find):
    """Return hit@3 by kind, and over everything that has an answer."""
    kinds = defaultdict(list)
    for kind, query, wanted in queries():
        found = find(query)
        first = (await found if asyncio.iscoroutine(found) else found)[:AMONG]
        kinds[kind].append(not first if wanted == NOTHING else not set(first).isdisjoint(wanted.split("|")))
    answered = [one for kind, ones in kinds.items() if kind != "foreign" for one in ones]
    return {
        "queries": sum(map(len, kinds.values())),
        "hit_at_3": round(statistics.mean(answered), 4),
        "by_kind": {kind: round(statistics.mean(ones), 4) for kind, ones in sorted(kinds.items())},
    }


def spread(seconds):
    ordered = sorted(seconds)
    return {
        "requests": len(ordered),
        "p50_ms": round(ordered[len(ordered) // 2] * 1000, 2),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1000, 2),
        "max_ms": round(ordered[-1] * 1000, 2),
    }


def asked(items, count):
    """Return what is asked for speed: the labelled queries and words of the synthetic directory, mixed."""
    chance = random.Random(7)
    labelled = [query for _, query, _ in queries()]
    synthetic = [text for code, its in directory(items) if code.startswith("syn-") for _, text in its]
    return [chance.choice(labelled) if turn % 2 else chance.choice(synthetic) for turn in range(count)]


GUIDE = {
    "is_online": True,
    "handle_forms": ["窗口", "电脑端"],
    "faq": [],
    "note": "承诺件，到现场办理。" * 30,
}


async def carry_out(url, items, lists):
    """Write the directory and its lists."""
    engine, sessions = connect(url)
    async with sessions.begin() as session:
        await fill(session, utc_now())
    await engine.dispose()
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    base = (
        "insert into directory (code, number, name, plain_names, department_code, item_type, case_type,"
        " audiences, flags, search_version, person_theme)"
        " values ($1, $2, $3, $4, 'ga', '01', 'promised', '[\"1\"]', '[]', 1, '010')"
    )
    rows = [
        (code, 1000 + number, its[0][1], orjson.dumps([text for _, text in its[1:]]).decode())
        for number, (code, its) in enumerate(directory(items))
        if code.startswith("syn-")
    ]
    await connection.executemany(base, rows)
    # What the seed has written is carried out everywhere too.
    await connection.execute(
        "insert into items (item_id, directory_code, region_code, department_name, state, zj_code, national_code,"
        " code_scheme, is_kiosk, is_complete, guide, inherits_from, changed_at, version)"
        " select region || '-' || code, code, region, '某局', case when random() < 0.03 then 'withdrawn' else"
        " 'published' end, '', '', '', random() < 0.2, true, $2::jsonb, '331001', now(), 1"
        " from directory, unnest($1::text[]) region on conflict do nothing",
        list(lists),
        orjson.dumps(GUIDE).decode(),
    )
    await connection.execute("vacuum analyze")
    return connection


class Service:
    """svc-catalog as a process of its own on core 0."""

    def __init__(self, url):
        self._gateway = Gateway()
        self._port = free_port()
        environment = os.environ | {
            "DATABASE_URL": url,
            "TOKEN_KEYS": json.dumps(self._gateway.keys),
            "PORT": str(self._port),
            "LOG_LEVEL": "WARNING",
        }
        command = [sys.executable, "-m", "servicekit", "svc_catalog", "serve"]
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        os.sched_setaffinity(self._process.pid, {0})
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{self._port}")
        self._signed_at = 0.0

    def __enter__(self):
        began = time.perf_counter()
        while True:
            try:
                if self._client.get("/livez").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        self.started_in = time.perf_counter() - began
        return self

    def __exit__(self, *_):
        self._client.close()
        self._process.terminate()
        self._process.wait()

    @property
    def memory_mb(self):
        lines = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text().splitlines()
        return round(sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)

    def on_core(self):
        """Return the seconds that the service has had a core, all threads."""
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def measure(self, asked_for, path="/v1/search"):
        """Return how long answers took, and how long the service had the core for each.

        The second is what a neighbour on the machine cannot disturb.
        """
        took, worked = [], []
        for query in asked_for:
            before = self.on_core()
            took.append(self.ask(query, path)[0])
            worked.append(self.on_core() - before)
        return spread(took) | {"on_core": spread(worked)}

    def ask(self, query, path="/v1/search"):
        if time.monotonic() - self._signed_at > 20:
            self._client.headers.update(self._gateway.visitor)
            self._signed_at = time.monotonic()
        began = time.perf_counter()
        answer = self._client.get(path, params={"q": query, "region": REGION})
        took = time.perf_counter() - began
        answer.raise_for_status()
        return took, answer.json()


async def refresh(service, connection):
    """Return how long changes take to be seen: a new name, and a withdrawn item."""
    names, withdrawn = [], []
    for turn in range(20):
        word = "".join(chr(0x9F00 + turn * 3 + step) for step in range(3))
        await connection.execute(
            "update directory set plain_names = plain_names || to_jsonb($1::text) where code = $2",
            word,
            f"syn-{turn}",
        )
        began = time.perf_counter()
        while not service.ask(word)[1]["hits"]:
            pass
        names.append(time.perf_counter() - began)
        await connection.execute(
            "update items set state = 'withdrawn', version = version + 1 where directory_code = $1",
            f"syn-{turn}",
        )
        began = time.perf_counter()
        while service.ask(word)[1]["hits"]:
            pass
        withdrawn.append(time.perf_counter() - began)
    return {"new_name": spread(names), "withdrawn": spread(withdrawn)}


async def timed(find, asked_for):
    took = []
    for query in asked_for:
        began = time.perf_counter()
        found = find(query)
        if asyncio.iscoroutine(found):
            await found
        took.append(time.perf_counter() - began)
    return spread(took[100:])


async def measure(url, wished):
    os.sched_setaffinity(0, {1})
    found = directory(wished.items)
    towns = [f"331002{number:03}" for number in range(1, wished.lists)]
    lists = ["331001", "331002", *towns][: wished.lists]
    asked_for = asked(wished.items, wished.requests + 100)
    real = found[: len(load("directory.json"))]
    result = {"quality": {}, "speed": {}}

    connection = await carry_out(url, wished.items, lists)
    rows = await connection.fetchval("select count(*) from items")
    print(f"{rows} rows", flush=True)
    with Service(url) as service:
        for query in asked_for[:100]:
            service.ask(query)
        result["speed"]["sanzhi"] = service.measure(asked_for[100:])
        begun = [query[:4] for query in asked_for[100:1100]]
        result["suggestions"] = service.measure(begun, "/v1/search/suggest")
        result["refresh"] = await refresh(service, connection)
        result["service"] = {"start_s": round(service.started_in, 1), "memory_mb": service.memory_mb}
    print(result, flush=True)

    result["speed"]["sanzhi index alone"] = await timed(Ours(found).find, asked_for)
    result["speed"]["tantivy, words of jieba"] = await timed(Tantivy(found, lists).find, asked_for)
    alone = await Alone.fill(connection, found, lists)
    result["speed"]["postgresql alone"] = await timed(alone.find, asked_for[: wished.requests // 5 + 100])
    gc.collect()

    result["quality"]["sanzhi"] = await quality(Ours(real).find)
    result["quality"]["sanzhi among all items"] = await quality(Ours(found).find)
    result["quality"]["tantivy, words of jieba"] = await quality(Tantivy(real, [REGION]).find)
    alone = await Alone.fill(connection, real, [REGION])
    result["quality"]["postgresql alone"] = await quality(alone.find)
    await connection.close()
    return {"rows": rows, "directory": len(found), "lists": len(lists)} | result


def main():
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--items", type=int, default=12_000)
    arguments.add_argument("--lists", type=int, default=90)
    arguments.add_argument("--requests", type=int, default=3_000)
    wished = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sanzhi-bench-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else
    postgres = Postgres(folder / "postgres", forgetful=True)
    os.sched_setaffinity(0, {1})
    try:
        postgres.start()
        url = postgres.add_service("svc_catalog", "bench")
        migrations.upgrade("svc_catalog", url)
        result = asyncio.run(measure(url, wished))
    finally:
        postgres.stop()
        shutil.rmtree(folder)
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
        },
        "tantivy": tantivy.__version__,
    } | result
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
