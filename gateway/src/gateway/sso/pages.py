"""What a person sees whose sign-on has failed: most often somebody who went back to a used ticket."""

from html import escape

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse

from servicekit.problems import Problem

PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>登录没有完成</title>
<link rel="icon" href="data:,">
<style>
  body {{ font: 18px/1.7 system-ui, "Noto Sans SC", sans-serif; margin: 0; background: #f4f6f9 }}
  main {{ max-width: 30rem; margin: 12vh auto 0; padding: 2rem; border-radius: 12px;
         color: #1d2129; background: #fff }}
  h1 {{ font-size: 1.4rem; margin: 0 0 .6rem }}
  p {{ margin: .4rem 0 }}
  small {{ color: #5f6775 }}
  a {{ display: inline-block; margin-top: 1.2rem; padding: .6rem 1.6rem; border-radius: 8px; color: #fff;
       background: #1657c4; text-decoration: none }}
  a:focus-visible {{ outline: 3px solid #ffb400 }}
</style>
<main>
  <h1>登录没有完成</h1>
  <p>{said}</p>
  <p><small lang="en">{english}</small></p>
  <p><small>{code}</small></p>
  <a href="{again}">重新登录</a>
</main>
</html>
"""


def wants_page(headers: Headers) -> bool:
    """Tell whether it is a browser that shows the answer to a person."""
    return "text/html" in headers.get("accept", "")


def refusal_page(problem: Problem, again: str) -> HTMLResponse:
    """Return a refusal as a page with a way to try again."""
    code = problem.extensions.get("provider_code") or problem.extensions.get("provider_message") or ""
    page = PAGE.format(
        said=escape(problem.detail or problem.title("zh")),
        english=escape(problem.title("en")),
        code=f"代码 {escape(str(code))}" if code else "",
        again=escape(again),
    )
    return HTMLResponse(page, problem.status, headers={"cache-control": "no-store"})
