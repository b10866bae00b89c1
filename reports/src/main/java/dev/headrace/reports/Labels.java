package dev.headrace.reports;

import dev.headrace.simulator.run.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Short names for results: of design, hardware, workload and parameters, in this order, those that tell some of them
 * apart that the ones before do not; then a number.
 */
final class Labels {
    private Labels() {}

    static List<String> of(List<Result> results) {
        List<Function<Result, String>> parts = new ArrayList<>();
        parts.add(Result::design);
        parts.add(Result::hardware);
        parts.add(r -> String.valueOf(r.workload().getOrDefault("name", "unnamed")));
        Set<String> params = new LinkedHashSet<>();
        results.forEach(r -> params.addAll(r.params().keySet()));
        for (String param : params) {
            parts.add(r -> {
                Object value = r.params().get(param);
                return value == null ? "" : param + " " + value;
            });
        }
        List<Function<Result, String>> used = new ArrayList<>();
        long told = 1;
        for (Function<Result, String> part : parts) {
            used.add(part);
            long now = results.stream().map(r -> join(r, used)).distinct().count();
            if (now > told) {
                told = now;
            } else {
                used.remove(part);
            }
        }
        return different(results.stream()
                .map(r -> used.isEmpty() ? r.design() : join(r, used))
                .toList());
    }

    private static String join(Result result, List<Function<Result, String>> parts) {
        return parts.stream()
                .map(part -> part.apply(result))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
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
