package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an operator needs of the loops around it: what is left of its nest if the loops change places.
 *
 * @param stage name of its stage
 * @param operator its name
 * @param isLoad whether it brings tiles of a tensor on chip, by a nest of its own
 * @param nest loops it fires over, outermost first
 * @param around loops of its own nest and of those of all that read it
 * @param needed of a load, those loops of its nest of which each iteration brings other tiles, or waits for the iteration before;
 *     of any other operator its nest
 * @param reusable of a load from a memory, those loops of its nest, of several iterations, that may meet the same tile again
 */
public record LoopUse(
        String stage,
        String operator,
        boolean isLoad,
        List<String> nest,
        Set<String> around,
        Set<String> needed,
        List<String> reusable) {
    static LoopUse of(String stage, Op op, List<Op> ops, WorkloadSpec.Shape shape) {
        Op.Access access = op.access();
        boolean load = access != null && !access.write();
        Set<String> around = new LinkedHashSet<>(names(op.space()));
        for (Op reader : ops) {
            boolean reads = reader.inputs().stream()
                    .anyMatch(
                            in -> op.outputs().stream().anyMatch(o -> o.stream().equals(in.stream())));
            if (reads) {
                around.addAll(names(reader.space()));
            }
        }
        Set<String> needed = new LinkedHashSet<>();
        for (Loop l : op.space()) {
            if (access == null || !load || needs(op, access, l, shape)) {
                needed.add(l.name());
            }
        }
        List<String> reusable = access == null || !load || access.memory().isEmpty()
                ? List.of()
                : op.space().stream()
                        .filter(l -> l.trips() > 1 && op.space().indexOf(l) >= LoadSpec.renewed(op))
                        .filter(l -> LoadSpec.mayMeetAgain(
                                access.tensor(), access.rows(), access.cols(), l, op.space(), shape))
                        .map(Loop::name)
                        .toList();
        return new LoopUse(stage, op.name(), load, names(op.space()), around, needed, reusable);
    }

    private static boolean needs(Op op, Op.Access access, Loop loop, WorkloadSpec.Shape shape) {
        boolean matrix =
                loop.dimension().equals(Dimension.HEADS) && access.tensor().matrices(shape) > 1;
        return matrix || access.tells(loop) || op.inputs().stream().anyMatch(in -> loop.equals(in.carried()));
    }

    private static List<String> names(List<Loop> loops) {
        return loops.stream().map(Loop::name).toList();
    }
}
