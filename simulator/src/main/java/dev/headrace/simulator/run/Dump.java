package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Collects the numbers of stored tensors for whoever asked for them: the run's, and the golden model's as it compares them. */
final class Dump implements Wanted {
    private final WorkloadSpec workload;
    private final List<String> names;
    private final Map<String, double[]> golden = new ConcurrentHashMap<>();

    private Dump(WorkloadSpec workload, List<String> names) {
        this.workload = workload;
        this.names = names;
    }

    /**
     * For a run.
     *
     * @param names of the tensors
     * @param mode what is computed: "full", "sample" or "off"
     * @throws InputException if the design stores no such tensor, or the run does not compute all of it
     */
    static Dump of(List<String> names, Dataflow flow, WorkloadSpec workload, String mode) {
        Set<String> stored = names.isEmpty() ? Set.of() : Precision.of(flow).keySet();
        for (String name : names) {
            String where = "--dump " + name;
            if (!stored.contains(name)) {
                throw new InputException(
                        where,
                        "",
                        "not stored by this design",
                        stored.isEmpty() ? "none, as it stores no tensor" : String.join(", ", stored));
            }
            if (!mode.equals("full")) {
                throw new InputException(
                        where,
                        "",
                        mode.equals("off") ? "a run without numbers" : "a run that computes a sample of the rows",
                        "a run that computes all numbers: --check full");
            }
            if (count(Tensor.of(name, workload), workload.shape()) > Integer.MAX_VALUE - 8) {
                throw new InputException(
                        where, "", "a tensor of more than 2^31 - 9 numbers", "tensors that fit into one file");
            }
        }
        return new Dump(workload, names);
    }

    private static double count(Tensor tensor, WorkloadSpec.Shape shape) {
        return (double) tensor.matrices(shape) * matrix(tensor, shape);
    }

    private static double matrix(Tensor tensor, WorkloadSpec.Shape shape) {
        return (double) tensor.rows().extent(shape) * tensor.cols().extent(shape);
    }

    @Override
    public void row(String tensor, int matrix, int row, int cols, IntToDoubleFunction number) {
        if (!names.contains(tensor)) {
            return;
        }
        double[] all = golden.computeIfAbsent(tensor, t -> {
            double[] none = new double[(int) count(Tensor.of(t, workload), workload.shape())];
            Arrays.fill(none, Double.NaN);
            return none;
        });
        int rows = Tensor.of(tensor, workload).rows().extent(workload.shape());
        int from = (matrix * rows + row) * cols;
        for (int c = 0; c < cols; c++) {
            all[from + c] = number.applyAsDouble(c);
        }
    }

    /** What was asked for, after the run. */
    List<StoredTensor> tensors(Values values) {
        List<StoredTensor> all = new ArrayList<>();
        for (String name : names) {
            Tensor tensor = Tensor.of(name, workload);
            WorkloadSpec.Shape shape = workload.shape();
            int rows = tensor.rows().extent(shape);
            int cols = tensor.cols().extent(shape);
            double[] held = new double[(int) count(tensor, shape)];
            Arrays.fill(held, tensor.initial());
            for (int at = 0; (long) at * cols < held.length; at++) {
                double @Nullable [] row = values.row(name, at / rows, at % rows);
                if (row != null) {
                    System.arraycopy(row, 0, held, at * cols, cols);
                }
            }
            List<Long> sizes = new ArrayList<>(tensor.groups(shape));
            sizes.add((long) rows);
            sizes.add((long) cols);
            all.add(new StoredTensor(name, List.copyOf(sizes), held, golden.get(name)));
        }
        return all;
    }
}
