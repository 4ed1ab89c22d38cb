"""What is true of scenes whatever the database and the network do."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from servicekit.problems import MalformedRequest
from svc_catalog.scenes.errors import SceneIsCyclic
from svc_catalog.scenes.types import End, Finding, Option, Proof, Question, Run, Step, Tree

#: Codes of the situations of every item that is published where the scene is offered.
Offered = Mapping[str, Collection[str]]
#: More paths than these are not told apart: 200 questions can have more than fit into any number of JSON.
MOST_PATHS = 1_000_000_000


def check_acyclic(tree: Tree) -> None:
    """Refuse a scene in which somebody could go in circles.

    Raises:
        SceneIsCyclic: `errors` points at every option that leads back.

    """
    found = list(_cycles(tree))
    if found:
        errors = [{"pointer": one.pointer, "detail": one.detail, "zh": one.zh} for one in found]
        raise SceneIsCyclic(errors=errors)


def findings(tree: Tree, offered: Offered) -> list[Finding]:
    """Return the rules that a scene breaks; none: every path ends, and every end exists."""
    return [
        *_dangling(tree),
        *_cycles(tree),
        *_unreachable(tree),
        *_options(tree),
        *_ends(tree, offered),
        *_mentions(tree, offered),
    ]


def proof(tree: Tree) -> Proof | None:
    """Return what is counted on the way to all ends; `None` where a path does not end."""
    if any(_dangling(tree)) or any(_cycles(tree)):
        return None
    known: dict[str, tuple[int, int, int]] = {}
    for code in _children_first(tree):
        node = tree.nodes[code]
        if isinstance(node, End):
            known[code] = (1, 0, 0)
            continue
        below = [known[option.to] for option in node.options]
        known[code] = (
            min(sum(paths for paths, _, _ in below), MOST_PATHS),
            1 + min(shortest for _, shortest, _ in below),
            1 + max(longest for _, _, longest in below),
        )
    paths, shortest, longest = known[tree.start]
    ends = sum(isinstance(tree.nodes[code], End) for code in known)
    return Proof(questions=len(known) - ends, ends=ends, paths=paths, shortest=shortest, longest=longest)


def walk(tree: Tree, answers: Mapping[str, str]) -> tuple[list[Step], str]:
    """Return the questions that were answered on the way, and the node that is reached.

    Answers to questions beside the way are left aside: somebody has gone back and turned off.

    Raises:
        MalformedRequest: an answer is none of the question's options, or to no question.

    """
    for code in answers:
        if not isinstance(tree.nodes.get(code), Question):
            raise _wrong("#/answers", "answers what is not asked", "回答了没有提出的问题")
    here, way = tree.start, list[Step]()
    while isinstance(node := tree.nodes[here], Question) and here in answers:
        option = next((one for one in node.options if one.code == answers[here]), None)
        if option is None:
            raise _wrong(f"#/answers/{here}", "is none of the options", "不在可选范围内")
        way.append(Step(here, option, node))
        here = option.to
    return way, here


def directory_codes(tree: Tree) -> set[str]:
    """Return every item that a scene names."""
    ends = [node for node in tree.nodes.values() if isinstance(node, End)]
    goals = {goal.directory_code for end in ends for goal in end.goals}
    return goals | {run.item for _, run in _runs(tree) if run.item}


def _wrong(pointer: str, detail: str, zh: str) -> MalformedRequest:
    return MalformedRequest(errors=[{"pointer": pointer, "detail": detail, "zh": zh}])


def _ways(tree: Tree, code: str) -> Iterator[tuple[str, Option]]:
    """Yield the options of a node that lead to a node, with their pointers."""
    node = tree.nodes.get(code)
    if isinstance(node, Question):
        for place, option in enumerate(node.options):
            if option.to in tree.nodes:
                yield f"#/nodes/{code}/options/{place}/to", option


def _dangling(tree: Tree) -> Iterator[Finding]:
    if tree.start not in tree.nodes:
        yield Finding("no-start", "#/start", "there is no such node", "起始问题不存在")
    for code, node in tree.nodes.items():
        if not isinstance(node, Question):
            continue
        for place, option in enumerate(node.options):
            if option.to not in tree.nodes:
                where = f"#/nodes/{code}/options/{place}/to"
                yield Finding("dangling", where, "leads to no node", f"选项“{option.label}”没有下一步")


def _cycles(tree: Tree) -> Iterator[Finding]:
    """Yield the options that lead back to a question on the way to them, wherever one begins."""
    done: set[str] = set()
    for begin in tree.nodes:
        if begin in done:
            continue
        on_way, stack = {begin}, [(begin, _ways(tree, begin))]
        while stack:
            code, ways = stack[-1]
            step = next(ways, None)
            if step is None:
                stack.pop()
                on_way.discard(code)
                done.add(code)
                continue
            where, option = step
            if option.to in on_way:
                yield Finding("cycle", where, f"leads back to {option.to}", f"选项“{option.label}”又回到前面")
            elif option.to not in done:
                on_way.add(option.to)
                stack.append((option.to, _ways(tree, option.to)))


def _children_first(tree: Tree) -> list[str]:
    """Return what the start leads to, every node after all that it leads to; without cycles only."""
    order: dict[str, None] = {}
    stack = [(tree.start, False)]
    while stack:
        code, is_left = stack.pop()
        if is_left:
            order[code] = None
        elif code not in order:
            stack.append((code, True))
            stack.extend((option.to, False) for _, option in _ways(tree, code))
    return list(order)


def _unreachable(tree: Tree) -> Iterator[Finding]:
    seen, waiting = set[str](), [tree.start]
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            waiting.extend(option.to for _, option in _ways(tree, code))
    for code in tree.nodes:
        if code not in seen:
            yield Finding("unreachable", f"#/nodes/{code}", "no answer leads here", "没有任何回答能走到这里")


def _options(tree: Tree) -> Iterator[Finding]:
    for code, node in tree.nodes.items():
        if not isinstance(node, Question):
            continue
        seen: Counter[str] = Counter()
        for place, option in enumerate(node.options):
            seen[option.code] += 1
            if seen[option.code] > 1:
                where = f"#/nodes/{code}/options/{place}/code"
                yield Finding("twice", where, "stands there twice", "选项代码重复")


def _ends(tree: Tree, offered: Offered) -> Iterator[Finding]:
    for code, node in tree.nodes.items():
        if not isinstance(node, End):
            continue
        if not node.goals and not node.advice:
            yield Finding("empty-end", f"#/nodes/{code}", "says nothing", "终点没有事项，也没有说明")
        for place, goal in enumerate(node.goals):
            where = f"#/nodes/{code}/goals/{place}"
            if goal.directory_code not in offered:
                yield Finding(
                    "item-not-published",
                    f"{where}/directory_code",
                    "no such item is published",
                    f"事项 {goal.directory_code} 没有发布",
                )
            elif goal.situation and goal.situation not in offered[goal.directory_code]:
                yield Finding(
                    "no-such-situation",
                    f"{where}/situation",
                    "the item has no such situation",
                    f"事项没有情形 {goal.situation}",
                )


def _mentions(tree: Tree, offered: Offered) -> Iterator[Finding]:
    for where, run in _runs(tree):
        if run.item and run.item not in offered:
            yield Finding(
                "item-not-published", where, "no such item is published", f"事项 {run.item} 没有发布"
            )


def _runs(tree: Tree) -> Iterator[tuple[str, Run]]:
    for code, node in tree.nodes.items():
        member = "help" if isinstance(node, Question) else "advice"
        for place, block in enumerate(node.help if isinstance(node, Question) else node.advice):
            where = f"#/nodes/{code}/{member}/{place}"
            if block.kind == "paragraph":
                yield from ((f"{where}/runs/{at}/item", run) for at, run in enumerate(block.runs))
            else:
                for point, runs in enumerate(block.points):
                    yield from ((f"{where}/points/{point}/{at}/item", run) for at, run in enumerate(runs))
