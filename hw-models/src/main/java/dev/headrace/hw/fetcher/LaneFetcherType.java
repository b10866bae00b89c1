package dev.headrace.hw.fetcher;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "lane-fetcher"}: lanes and a crossbar that DMA engines read through. */
public final class LaneFetcherType implements UnitType<LaneFetcherParameters> {
    @Override
    public String type() {
        return "lane-fetcher";
    }

    @Override
    public String about() {
        return "Fetcher of SpAtten: lanes and a crossbar in front of a memory's channels, shared by DMA engines.";
    }

    @Override
    public Class<LaneFetcherParameters> parameters() {
        return LaneFetcherParameters.class;
    }

    @Override
    public Object build(LaneFetcherParameters parameters, UnaryOperator<Path> resolve) {
        return parameters;
    }
}
