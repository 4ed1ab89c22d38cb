"""What Prometheus is told of the door, and where."""

import httpx

from gateway.proxy.testing import Build


async def scraped(port: int | None) -> str:
    async with httpx.AsyncClient() as prometheus:
        answer = await prometheus.get(f"http://127.0.0.1:{port}/metrics")
    assert answer.status_code == 200
    return answer.text


async def test_requests_are_counted_by_service_and_status_with_how_long_they_took(build: Build) -> None:
    async with build(metrics_port=0) as house:
        for _ in range(3):
            await house.ask("/api/catalog/v1/items")
        await house.ask("/livez")
        await house.ask("/api/nowhere/v1/items")
        told = await scraped(house.serving.metrics_port)

    lines = told.splitlines()
    of_catalog = 'door_request_duration_seconds_{}{{status="200",upstream="catalog"}}'
    assert f"{of_catalog.format('count')} 3.0" in lines
    assert 'door_request_duration_seconds_count{status="200",upstream="door"} 1.0' in lines
    assert 'door_request_duration_seconds_count{status="404",upstream="door"} 1.0' in lines
    assert 'door_request_duration_seconds_bucket{le="+Inf",status="200",upstream="catalog"} 3.0' in lines
    assert any(line.startswith(of_catalog.format("sum")) for line in lines)
    assert 'door_upstream_broken{upstream="catalog"} 0.0' in lines
    assert "process_resident_memory_bytes" in told


async def test_the_public_port_says_nothing_of_it_and_the_other_nothing_else(build: Build) -> None:
    async with build(metrics_port=0) as house:
        public = await house.ask("/metrics")
        async with httpx.AsyncClient() as prometheus:
            other = await prometheus.get(
                f"http://127.0.0.1:{house.serving.metrics_port}/api/catalog/v1/items"
            )

    assert (public.status, other.status_code) == (404, 404)
    assert house.service.heard == []


async def test_a_door_that_is_not_told_where_tells_nobody(build: Build) -> None:
    async with build() as house:
        assert house.serving.metrics_port is None
