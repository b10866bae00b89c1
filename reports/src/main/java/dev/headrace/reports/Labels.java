package dev.headrace.reports;

import dev.headrace.simulator.run.Provenance;
import dev.headrace.simulator.run.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Short names for results, by what differs: every value that was set for some of them and that is not the same in all,
 * {@code rows=64}; and of design, hardware, workload, parameters and everything else that is known of the files, in this
 * order, those that tell some of them apart that the ones before do not; then a number.
 */
final class Labels {
    private Labels() {}

    static List<String> of(List<Result> results) {
        List<Map<String, String>> settings = settings(results);
        Set<String> set = new LinkedHashSet<>();
        results.forEach(r -> changes(r).forEach(change -> set.add(change.path())));
        List<String> differing = differing(settings);
        Map<String, String> names = ShortNames.of(differing);
        List<Function<Integer, String>> parts = new ArrayList<>();
        Set<Function<Integer, String>> always = new HashSet<>();
        parts.add(i -> results.get(i).design());
        parts.add(i -> results.get(i).hardware());
        parts.add(i -> String.valueOf(results.get(i).workload().getOrDefault("name", "unnamed")));
        for (String path : differing) {
            Function<Integer, String> part = i -> {
                String value = settings.get(i).get(path);
                return value == null ? "" : names.get(path) + "=" + value;
            };
            if (set.contains(path)) {
                always.add(part);
                parts.add(3, part);
            } else {
                parts.add(part);
            }
        }
        return different(names(results, parts, always));
    }

    /** Everything that is known of how results were made and is not the same in all: dotted path to the value of each. */
    static Map<String, List<String>> differences(List<Result> results) {
        List<Map<String, String>> settings = settings(results);
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String path : differing(settings)) {
            all.put(path, settings.stream().map(s -> s.getOrDefault(path, "-")).toList());
        }
        return all;
    }

    private static List<String> names(
            List<Result> results, List<Function<Integer, String>> parts, Set<Function<Integer, String>> always) {
        List<Function<Integer, String>> used = new ArrayList<>();
        long told = 1;
        for (Function<Integer, String> part : parts) {
            used.add(part);
            long now = joined(results, used).stream().distinct().count();
            if (now <= told && !always.contains(part)) {
                used.remove(part);
            }
            told = Math.max(told, now);
        }
        return used.isEmpty() ? results.stream().map(Result::design).toList() : joined(results, used);
    }

    private static List<String> joined(List<Result> results, List<Function<Integer, String>> parts) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            int result = i;
            all.add(parts.stream()
                    .map(part -> part.apply(result))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(", ")));
        }
        return all;
    }

    private static List<Provenance.Change> changes(Result r) {
        Provenance p = r.provenance();
        return p == null ? List.of() : p.overrides();
    }

    /** Everything that is known of how each was made, by dotted path. */
    private static List<Map<String, String>> settings(List<Result> results) {
        Map<String, String> before = new LinkedHashMap<>();
        results.forEach(r -> changes(r).forEach(c -> before.putIfAbsent(c.path(), text(c.was()))));
        List<Map<String, String>> all = new ArrayList<>();
        for (Result r : results) {
            Map<String, String> one = new LinkedHashMap<>(before);
            changes(r).forEach(c -> one.put(c.path(), text(c.now())));
            flatten("params", r.params(), one);
            flatten("workload", r.workload(), one);
            Provenance p = r.provenance();
            if (p != null) {
                flatten("hardware", p.hardware(), one);
                one.put("check", p.options().check());
                one.put("max_cycles", String.valueOf(p.options().maxCycles()));
            }
            all.add(one);
        }
        return all;
    }

    private static void flatten(String path, @Nullable Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(path + "." + key, inner, into));
        } else {
            into.put(path, text(value));
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "none" : String.valueOf(value);
    }

    /** Paths with values that are not the same in all. */
    private static List<String> differing(List<Map<String, String>> settings) {
        Set<String> paths = new LinkedHashSet<>();
        settings.forEach(s -> paths.addAll(s.keySet()));
        // Names of design, hardware and workload are told before.
        paths.removeAll(Set.of("design", "hardware", "workload", "hardware.name", "workload.name", "workload.about"));
        return paths.stream()
                .filter(path -> settings.stream()
                        .anyMatch(s ->
                                !Objects.equals(s.get(path), settings.get(0).get(path))))
                .toList();
    }

    /** Adds a number to each label that was there before. */
    private static List<String> different(List<String> labels) {
        Set<String> taken = new HashSet<>(labels);
        Set<String> seen = new HashSet<>();
        List<String> out = new ArrayList<>();
        for (String label : labels) {
            String free = label;
            for (int n = 2; !seen.add(free); n++) {
                String next = label + " (" + n + ")";
                free = taken.contains(next) ? free : next;
            }
            out.add(free);
        }
        return out;
    }
}
