package dev.headrace.explore.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The Pareto front: what nothing else is better than. Everything is to be as small as possible; whoever wants much of
 * something hands over its negative.
 */
public final class Front {
    private Front() {}

    /**
     * Whether one is better than another: nowhere greater, somewhere smaller.
     *
     * @param a as many numbers as {@code b}, none of them NaN
     */
    public static boolean dominates(double[] a, double[] b) {
        boolean smaller = false;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
            smaller |= a[i] < b[i];
        }
        return smaller;
    }

    /**
     * The front of some. Those with equal numbers are on it together. Taken in lexicographic order nobody is dominated by a
     * later one, so that each is compared with the front so far alone: n log n + n f steps for a front of f.
     *
     * @param points one or more numbers each, of all the same length, none of them NaN
     * @return their positions in the list, ascending
     */
    public static List<Integer> of(List<double[]> points) {
        Integer[] order = new Integer[points.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparing(points::get, Arrays::compare));
        List<Integer> front = new ArrayList<>();
        for (int candidate : order) {
            double[] c = points.get(candidate);
            if (front.stream().noneMatch(f -> dominates(points.get(f), c))) {
                front.add(candidate);
            }
        }
        Collections.sort(front);
        return List.copyOf(front);
    }
}
