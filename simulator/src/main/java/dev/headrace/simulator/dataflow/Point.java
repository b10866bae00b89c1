package dev.headrace.simulator.dataflow;

import java.util.List;

/** A point of an operator's nest, by the true index of each loop. Used again from firing to firing. */
public final class Point {
    private final List<Loop> loops;
    private final int[] indices;
    private final boolean varies;

    Point(List<Loop> loops) {
        this.loops = loops;
        this.indices = new int[loops.size()];
        this.varies = loops.stream().anyMatch(l -> l.kept() != null);
    }

    /** Sizes of the tiles of all loops, in their order. */
    int[] sizes() {
        int[] sizes = new int[indices.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = size(i);
        }
        return sizes;
    }

    /** True if the tiles have these sizes. */
    boolean hasSizes(int[] sizes) {
        if (varies) {
            return false;
        }
        for (int i = 0; i < sizes.length; i++) {
            if (size(i) != sizes[i]) {
                return false;
            }
        }
        return true;
    }

    private int size(int place) {
        Loop l = loops.get(place);
        return l.within() == null ? l.size(indices[place]) : l.size(this);
    }

    void set(int place, int index) {
        indices[place] = index;
    }

    /** Index of a loop, which must be one of the nest's. It mostly is the very same object. */
    @SuppressWarnings("ReferenceEquality")
    public int index(Loop loop) {
        for (int i = 0; i < indices.length; i++) {
            if (loops.get(i) == loop) {
                return indices[i];
            }
        }
        for (int i = 0; i < indices.length; i++) {
            if (loops.get(i).equals(loop)) {
                return indices[i];
            }
        }
        throw new IllegalStateException("loop " + loop.name() + " is not in the nest");
    }

    /** Number of the query at this point, -1 if the nest has no loop over queries. */
    public int query() {
        for (int i = indices.length - 1; i >= 0; i--) {
            if (loops.get(i).dimension().equals(Dimension.QUERIES)) {
                return loops.get(i).start(this);
            }
        }
        return -1;
    }

    /** Number of the head at this point, 0 if the nest has no loop over heads. */
    public int head() {
        for (int i = indices.length - 1; i >= 0; i--) {
            if (loops.get(i).dimension().equals(Dimension.HEADS)) {
                return loops.get(i).start(this);
            }
        }
        return 0;
    }
}
