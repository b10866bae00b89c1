package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.Dimension;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of one tensor as far as they are compared: greatest differences, and whether the comparison could have failed. Heads
 * are merged in a fixed order, so ties do not depend on threads.
 */
final class Worst {
    private final String tensor;
    private long checked;
    private long notFinite;
    private long useless;
    private long rows;
    private long told;
    private boolean toldHere;
    private long here = -1;
    private double abs;
    private double rel;
    private double share;
    private double bound;
    private int head = -1;
    private int row;
    private int col;

    Worst(String tensor) {
        this.tensor = tensor;
    }

    /**
     * Compares a number.
     *
     * @param allowed its bound
     * @param most a bound above this says nothing
     */
    void compare(double got, double want, double allowed, double most, int atHead, int atRow, int atCol) {
        checked++;
        enter(((long) atHead << 32) | atRow);
        toldHere |= !(Math.abs(want) <= allowed);
        bound = Math.max(bound, allowed);
        double error = difference(got, want);
        if (!(error <= Double.MAX_VALUE)) {
            notFinite++;
            note(Double.POSITIVE_INFINITY, atHead, atRow, atCol);
            return;
        }
        useless += allowed <= most ? 0 : 1;
        abs = Math.max(abs, error);
        rel = Math.max(
                rel, want == 0 || Double.isInfinite(want) ? 0 : Math.min(error / Math.abs(want), Double.MAX_VALUE));
        note(error == 0 ? 0 : error / allowed, atHead, atRow, atCol);
    }

    /** Of two numbers of opposite signs it may be too large for a double; it is finite all the same. */
    private static double difference(double got, double want) {
        double error = got == want ? 0 : Math.abs(got - want);
        boolean finite = Math.abs(got) <= Double.MAX_VALUE && Math.abs(want) <= Double.MAX_VALUE;
        return finite ? Math.min(error, Double.MAX_VALUE) : error;
    }

    void merge(Worst o) {
        checked += o.checked;
        notFinite += o.notFinite;
        useless += o.useless;
        enter(-1);
        o.enter(-1);
        rows += o.rows;
        told += o.told;
        abs = Math.max(abs, o.abs);
        rel = Math.max(rel, o.rel);
        bound = Math.max(bound, o.bound);
        if (o.head >= 0) {
            note(o.share, o.head, o.row, o.col);
        }
    }

    /** Ends the row before, which zeros would have passed for or not; elements of a row come one after another. */
    private void enter(long row) {
        if (row != here) {
            rows += here < 0 ? 0 : 1;
            told += toldHere ? 1 : 0;
            toldHere = false;
            here = row;
        }
    }

    private void note(double part, int atHead, int atRow, int atCol) {
        if (head < 0 || part > share) {
            share = part;
            head = atHead;
            row = atRow;
            col = atCol;
        }
    }

    long checked() {
        return checked;
    }

    /** The verdict of these numbers alone. */
    Result.Verdict verdict() {
        return share > 1
                ? Result.Verdict.MISSED
                : why() == null ? Result.Verdict.PASSED : Result.Verdict.NO_USEFUL_CHECK;
    }

    /** Why no numbers would have been found wrong; null if some would. */
    @Nullable
    String why() {
        if (checked == 0) {
            return "no element of " + tensor + " was compared";
        }
        if (useless > 0) {
            return useless + " of " + checked + " elements of " + tensor
                    + " have no bound that any of attention's outputs could exceed";
        }
        enter(-1);
        return 2 * told < rows || told == 0
                ? "the bounds of " + tensor + " are so wide that zeros would pass too in " + (rows - told) + " of "
                        + rows + " rows"
                : null;
    }

    /** As part of a result. */
    Result.TensorCheck result(WorkloadSpec workload, String boundFrom, @Nullable String vacuous) {
        String why = verdict() == Result.Verdict.MISSED ? null : vacuous != null ? vacuous : why();
        Result.Verdict verdict = why == null ? verdict() : Result.Verdict.NO_USEFUL_CHECK;
        double shown = share <= Double.MAX_VALUE ? share : Double.MAX_VALUE;
        return new Result.TensorCheck(
                tensor,
                verdict,
                checked,
                abs,
                rel,
                bound,
                notFinite > 0 ? 0 : shown,
                boundFrom,
                notFinite,
                why,
                where(workload));
    }

    /** As a comparison with outputs computed elsewhere. */
    Result.Reference reference(WorkloadSpec workload, String file) {
        return new Result.Reference(file, checked, abs, rel, bound, verdict(), where(workload));
    }

    private @Nullable String where(WorkloadSpec workload) {
        if (head < 0) {
            return null;
        }
        Tensor of = Tensor.of(tensor, workload);
        String rows = of.rows().equals(Dimension.QUERIES) ? "query" : "row";
        return String.format(
                Locale.ROOT, "%s[%s, %s %d, %d]", tensor, of.place(head, workload.shape()), rows, row, col);
    }
}
