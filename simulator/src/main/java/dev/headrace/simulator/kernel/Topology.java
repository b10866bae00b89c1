package dev.headrace.simulator.kernel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Who is joined with whom in a graph, and an order of its operators in which tokens go forward. */
final class Topology {
    final Graph graph;

    /** Operator that puts on each channel. */
    final int[] producer;

    /** Operator that takes from each channel, or -1. */
    final int[] consumer;

    /** All operators so that tokens go forward; empty if the graph is a circle without a start. */
    final int[] order;

    /** Place of each operator in the order. */
    final int[] place;

    Topology(Graph graph) {
        this.graph = graph;
        producer = new int[graph.channels().size()];
        consumer = new int[graph.channels().size()];
        Arrays.fill(consumer, -1);
        int operators = graph.operators().size();
        for (int o = 0; o < operators; o++) {
            for (OutPort out : operator(o).outputs()) {
                producer[out.channel()] = o;
            }
            for (InPort in : operator(o).inputs()) {
                consumer[in.channel()] = o;
            }
        }
        order = order(operators);
        place = new int[operators];
        for (int i = 0; i < order.length; i++) {
            place[order[i]] = i;
        }
    }

    Operator operator(int o) {
        return graph.operators().get(o);
    }

    private int[] order(int n) {
        int[] missing = new int[n];
        for (int c = 0; c < producer.length; c++) {
            if (consumer[c] >= 0 && !isFeedback(c)) {
                missing[consumer[c]]++;
            }
        }
        int[] sorted = new int[n];
        int size = 0;
        Deque<Integer> free = new ArrayDeque<>();
        for (int o = n - 1; o >= 0; o--) {
            if (missing[o] == 0) {
                free.push(o);
            }
        }
        while (!free.isEmpty()) {
            int o = free.pop();
            sorted[size++] = o;
            for (OutPort out : operator(o).outputs()) {
                int to = consumer[out.channel()];
                if (to >= 0 && !isFeedback(out.channel()) && --missing[to] == 0) {
                    free.push(to);
                }
            }
        }
        return size == n ? sorted : new int[0];
    }

    /** A token that is not taken at some firings may close a circle. */
    private boolean isFeedback(int channel) {
        return operator(consumer[channel]).inputs().stream()
                .anyMatch(in -> in.channel() == channel && in.gate() != null);
    }

    /** Leading loops that an output runs over, -1 if it is none of the operator's. */
    static int depthOfOutput(Operator op, int channel) {
        for (OutPort out : op.outputs()) {
            if (out.channel() == channel) {
                return out.depth();
            }
        }
        return -1;
    }

    /** Leading loops that an input runs over, -1 if it is none of the operator's. */
    static int depthOfInput(Operator op, int channel) {
        for (InPort in : op.inputs()) {
            if (in.channel() == channel) {
                return in.depth();
            }
        }
        return -1;
    }

    /** Operators that can be reached from some, by any number of channels, either way; those included. */
    boolean[] near(boolean[] some) {
        boolean[] reached = some.clone();
        Deque<Integer> todo = new ArrayDeque<>();
        for (int o = 0; o < some.length; o++) {
            if (some[o]) {
                todo.push(o);
            }
        }
        while (!todo.isEmpty()) {
            Operator op = operator(todo.pop());
            op.inputs().forEach(in -> spread(producer[in.channel()], reached, todo));
            op.outputs().forEach(out -> spread(consumer[out.channel()], reached, todo));
        }
        return reached;
    }

    private static void spread(int to, boolean[] reached, Deque<Integer> todo) {
        if (to >= 0 && !reached[to]) {
            reached[to] = true;
            todo.push(to);
        }
    }
}
