package dev.headrace.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * JMH profiler for machines that are shared: operations per microsecond of processor time of the whole process, which
 * counts the compiler and the collector too. Use with {@code -prof dev.headrace.benchmarks.ProcessorTime}.
 */
public final class ProcessorTime implements InternalProfiler {
    private long begun;

    @Override
    public String getDescription() {
        return "operations per microsecond of processor time";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        begun = used();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double micros = (used() - begun) / 1e3;
        double operations = result.getMetadata().getMeasuredOps();
        return List.of(new ScalarResult("cpu", operations / micros, "ops/us of processor time", AggregationPolicy.AVG));
    }

    private static long used() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
