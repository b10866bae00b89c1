package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Clock;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Random graphs around one merge of two to four streams, each made by a short chain, with a short chain after it. */
public final class MergeGraphs {
    private static final int[] MEGAHERTZ = {2, 3};

    private final SplittableRandom random;
    private final List<Channel> channels = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();
    private final boolean severalClocks;

    private MergeGraphs(long seed) {
        random = new SplittableRandom(seed);
        severalClocks = random.nextInt(6) == 0;
    }

    /** The graph of a seed, with up to {@code most} tokens of each input. */
    public static Graph graph(long seed, int most) {
        return new MergeGraphs(seed).build(most);
    }

    /** Two sorted streams of numbers, merged; groups of them one after another. */
    public static Selection sorted(long seed, int groups, int a, int b) {
        SplittableRandom random = new SplittableRandom(seed);
        return Selection.merge(sorted(random, groups, a), sorted(random, groups, b), groups);
    }

    private static double[] sorted(SplittableRandom random, int groups, int size) {
        double[] all = new double[groups * size];
        Arrays.setAll(all, i -> random.nextInt(2 * size + 1));
        for (int g = 0; g < groups; g++) {
            Arrays.sort(all, g * size, (g + 1) * size);
        }
        return all;
    }

    private Graph build(int most) {
        int inputs = random.nextInt(4) > 0 ? 2 : 2 + random.nextInt(3);
        int[] tokens = new int[inputs];
        Arrays.setAll(tokens, i -> 1 + random.nextInt(most));
        int firings = Arrays.stream(tokens).sum();
        Selection selection = inputs == 2 && random.nextBoolean()
                ? sorted(random.nextLong(), 1, tokens[0], tokens[1])
                : arbitrary(tokens, firings);
        List<InPort> in = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            int c = chain("in" + i, Nest.of(tokens[i]), -1, 1 + random.nextInt(3));
            int depth = selection.depth();
            in.add(new InPort(c, depth, Release.values()[random.nextInt(2)], selection.takes(i), selection.sees(i)));
        }
        Nest nest = selection.depth() == 2 ? Nest.of(1, firings) : Nest.of(firings);
        boolean ends = random.nextInt(5) == 0;
        List<OutPort> out = new ArrayList<>();
        for (int o = ends ? 0 : 1 + random.nextInt(2); o > 0; o--) {
            out.add(new OutPort(channel("merged" + o), nest.depth()));
        }
        operators.add(new Operator("merge", clock(), nest, in, out, pace(), merging(), put(), List.of(), null, null));
        for (OutPort o : out) {
            if (random.nextInt(6) > 0) {
                chain("out", nest, o.channel(), random.nextInt(3));
            }
        }
        List<Clock> clocks = new ArrayList<>();
        for (int mhz : MEGAHERTZ) {
            clocks.add(new Clock("clock" + mhz, mhz * 1_000_000L));
        }
        for (int c = 0; c < channels.size(); c++) {
            int at = c;
            boolean taken = operators.stream().anyMatch(o -> o.inputs().stream().anyMatch(p -> p.channel() == at));
            if (!taken) {
                channels.set(c, new Channel(channels.get(c).name(), Channel.UNBOUNDED));
            }
        }
        return new Graph(clocks, List.of(), channels, operators, List.of());
    }

    /** Any order of takes; now and then a firing looks at inputs that still have tokens. */
    private Selection arbitrary(int[] tokens, int firings) {
        byte[] codes = new byte[firings];
        int[] left = tokens.clone();
        for (int f = 0; f < firings; f++) {
            int taken;
            do {
                taken = random.nextInt(tokens.length);
            } while (left[taken] == 0);
            int needed = 1 << taken;
            for (int i = 0; i < tokens.length; i++) {
                needed |= left[i] > 0 && random.nextInt(3) > 0 ? 1 << i : 0;
            }
            codes[f] = Selection.code(taken, needed);
            left[taken]--;
        }
        return new Selection(tokens.length, codes, firings);
    }

    /** Operators one after another, from a channel or, with -1, from nothing; returns the last channel, or -1. */
    private int chain(String name, Nest nest, int from, int length) {
        int at = from;
        boolean source = from < 0;
        for (int i = 0; i < length || (!source && i == length); i++) {
            List<InPort> in = at < 0 ? List.of() : List.of(new InPort(at, nest.depth(), Release.FIRST));
            boolean sink = !source && i == length;
            List<OutPort> out = new ArrayList<>();
            if (!sink) {
                at = channel(name + "." + i);
                out.add(new OutPort(at, nest.depth()));
            }
            Take take = Take.values()[random.nextInt(3)];
            operators.add(new Operator(name + i, clock(), nest, in, out, pace(), take, put(), List.of(), null, null));
        }
        return at;
    }

    private int channel(String name) {
        long capacity = random.nextInt(8) == 0 ? Channel.UNBOUNDED : 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
        int forward = 1 + (random.nextBoolean() ? 0 : random.nextInt(3));
        int back = 1 + (random.nextBoolean() ? 0 : random.nextInt(3));
        channels.add(new Channel(name + "." + channels.size(), capacity, forward, back));
        return channels.size() - 1;
    }

    private Pace pace() {
        return new Pace.Constant(random.nextInt(4), random.nextInt(6));
    }

    private Take merging() {
        return random.nextBoolean() ? Take.TOGETHER : Take.WITH_ROOM;
    }

    private Put put() {
        return Put.values()[random.nextInt(2)];
    }

    private int clock() {
        return severalClocks ? random.nextInt(MEGAHERTZ.length) : 0;
    }
}
