package dev.headrace.simulator.spec;

import dev.headrace.simulator.unit.DmaUnit;
import dev.headrace.simulator.unit.FetcherUnit;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The DMA engines and fetchers of a hardware file: whether what they name is there. */
final class Engines {
    private final JsonFile file;
    private final Map<String, Object> units;

    Engines(JsonFile file, Map<String, Object> units) {
        this.file = file;
        this.units = units;
    }

    /** Refuses an engine or a fetcher that names what is not there or does not go with it. */
    void check() {
        units.forEach((name, unit) -> {
            if (unit instanceof DmaUnit dma) {
                require(MemoryUnit.class, name, "memory", dma.memory(), "a memory");
                checkThrough(name, dma);
            } else if (unit instanceof FetcherUnit fetcher) {
                require(MemoryUnit.class, name, "memory", fetcher.memory(), "a memory");
            }
        });
    }

    private void checkThrough(String name, DmaUnit dma) {
        if (dma.through() == null) {
            return;
        }
        require(FetcherUnit.class, name, "through", dma.through(), "a fetcher");
        if (units.get(dma.through()) instanceof FetcherUnit fetcher
                && !fetcher.memory().equals(dma.memory())) {
            throw complain(
                    name,
                    "memory",
                    "\"" + dma.memory() + "\"",
                    "\"" + fetcher.memory() + "\", the memory of \"" + dma.through() + "\"");
        }
        before(name);
    }

    /** An engine, the one before whose requests its own go, the one before whose they go, and so on. */
    List<String> before(String name) {
        List<String> chain = new ArrayList<>(List.of(name));
        DmaUnit engine = (DmaUnit) units.get(name);
        while (engine != null && engine.before() != null) {
            String next = engine.before();
            String last = chain.get(chain.size() - 1);
            String through = engine.through();
            engine = units.get(next) instanceof DmaUnit other ? other : null;
            if (engine == null || chain.contains(next) || through == null || !through.equals(engine.through())) {
                throw complain(
                        last,
                        "before",
                        "\"" + next + "\"",
                        "a dma through \"" + through + "\" that does not go before this one: "
                                + others(chain, through));
            }
            chain.add(next);
        }
        return chain;
    }

    private List<String> others(List<String> chain, @Nullable String through) {
        return units.entrySet().stream()
                .filter(e -> e.getValue() instanceof DmaUnit d && through != null && through.equals(d.through()))
                .map(Map.Entry::getKey)
                .filter(n -> !chain.contains(n))
                .toList();
    }

    private void require(Class<?> kind, String name, String field, @Nullable String found, String what) {
        if (!kind.isInstance(found == null ? null : units.get(found))) {
            List<String> there = units.entrySet().stream()
                    .filter(e -> kind.isInstance(e.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            throw complain(name, field, "\"" + found + "\"", what + ": " + there);
        }
    }

    private InputException complain(String name, String field, String found, String allowed) {
        return file.complain("/units/" + name + "/" + field, found, allowed);
    }
}
