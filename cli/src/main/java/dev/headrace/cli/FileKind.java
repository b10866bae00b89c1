package dev.headrace.cli;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.JsonFile;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Kinds of files, told apart by the fields that only they have. */
enum FileKind {
    DESIGN,
    HARDWARE,
    WORKLOAD,
    PAPER,
    SWEEP,
    PART,
    ENERGY,
    LAWS,
    PUBLISHED,
    FABRIC,
    MONEY,
    BOARD,
    RESULT;

    /** The name in commands. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Kind of a file. */
    static FileKind of(Path path) {
        JsonFile file = JsonFile.read(path, pointer -> true);
        ObjectNode tree = file.tree();
        if (tree.path("schema").asString("").startsWith("headrace.result/")) {
            return RESULT;
        }
        if (tree.has("dataflow") || tree.has("stages")) {
            return DESIGN;
        }
        if (tree.has("points")) {
            return PUBLISHED;
        }
        if (tree.has("pj") || tree.has("laws") || tree.has("fabric")) {
            return ENERGY;
        }
        if (tree.has("units")) {
            return HARDWARE;
        }
        if (tree.has("shape")) {
            return WORKLOAD;
        }
        if (tree.has("figures")) {
            return PAPER;
        }
        if (tree.has("axes")) {
            return SWEEP;
        }
        if (tree.has("geometry") || tree.has("inherits") || tree.has("timing")) {
            return PART;
        }
        if (tree.has("arithmetic")) {
            return LAWS;
        }
        if (tree.has("per_cycle")) {
            return FABRIC;
        }
        if (tree.has("wafer_dollars")) {
            return MONEY;
        }
        if (tree.has("luts") || tree.has("dsps")) {
            return BOARD;
        }
        throw file.complain(
                "",
                "none of the fields dataflow, stages, units, shape, figures, axes, geometry, inherits, pj, laws,"
                        + " fabric, arithmetic, per_cycle, points, wafer_dollars, luts",
                "a design (dataflow or stages), hardware (units), a workload (shape), a paper (figures), a sweep"
                        + " (axes), a memory part (geometry or inherits), costs (pj, laws or fabric), laws of costs"
                        + " (arithmetic), power of an FPGA's resources (per_cycle), published costs (points), prices"
                        + " (wafer_dollars), an FPGA board (luts), or a result (schema \""
                        + Result.SCHEMA + "\")");
    }
}
