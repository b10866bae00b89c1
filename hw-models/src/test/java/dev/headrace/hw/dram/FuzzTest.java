package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many requests at once on several channels of every shipped part; a checker that knows only the tables reads the log. */
class FuzzTest {
    private static final int REQUESTS = 1500;

    static List<String> parts() throws IOException {
        return DramPartFileTest.shipped();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void noConstraintIsViolatedAndNoRequestIsLostOrServedTwice(String name) {
        DramPart standard = Parts.load(name);
        for (int seed = 0; seed < 2 * RandomTraffic.POLICIES; seed++) {
            Random random = new Random(77L * seed + name.hashCode());
            DramPart part = random.nextBoolean() ? standard : RandomTraffic.hurried(random, standard);
            DramPolicy policy = RandomTraffic.policy(random, part, seed);
            fuzz(part, policy, random, name + ", seed " + seed + ", " + policy);
        }
    }

    private static void fuzz(DramPart part, DramPolicy policy, Random random, String context) {
        int channels = 1 << random.nextInt(3);
        Set<Integer> done = new HashSet<>();
        DramController memory = new DramController(
                part,
                channels,
                "RoBaRaCoBgCh",
                policy,
                (client, tag, write, at) -> assertEquals(true, done.add(tag), context));
        List<List<Bench.Issued>> logs = new ArrayList<>();
        List<Map<Integer, LogChecker.Accepted>> waiting = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            logs.add(new ArrayList<>());
            waiting.add(new HashMap<>());
        }
        memory.log((cycle, channel, pc, command, bank, row, client, tag) ->
                logs.get(channel).add(new Bench.Issued(cycle, pc, command, bank, row, tag)));
        RandomTraffic traffic = new RandomTraffic(random, part);
        int patience = random.nextInt(40);
        long now = 0;
        for (int tag = 0; tag < REQUESTS; tag++) {
            traffic.next();
            int channel = random.nextInt(channels);
            long address =
                    memory.map().address(channel, traffic.pseudoChannel, traffic.bank, traffic.row, traffic.column);
            now += random.nextInt(patience + 1) == 0 ? traffic.pause() : 0;
            memory.advance(now);
            while (!memory.offer(now, 0, tag, address, traffic.write)) {
                now = memory.nextCycle();
                memory.advance(now);
            }
            if (!done.contains(tag)) {
                waiting.get(channel)
                        .put(
                                tag,
                                new LogChecker.Accepted(
                                        now, traffic.pseudoChannel, traffic.bank, traffic.row, traffic.write));
            }
        }
        while (memory.pending() > 0) {
            memory.advance(memory.nextCycle());
        }
        memory.finish(now);
        assertEquals(REQUESTS, done.size(), context);
        for (int c = 0; c < channels; c++) {
            new LogChecker(part, policy, waiting.get(c)).check(logs.get(c), context + ", channel " + c);
        }
    }

    /** A row that is wanted again and again gives way to an older request when the cap has been reached. */
    @ParameterizedTest
    @MethodSource("parts")
    void aRequestIsPassedNoOftenerThanTheCapAllows(String name) {
        DramPart part = Parts.load(name);
        Bench bench = new Bench(part, Policies.yielding(DramPolicy.USUAL.cap()));
        bench.offer(0, 0, 0, 0, 1, 0, false);
        bench.run();
        bench.offer(5000, 1, 0, 0, 1, 1, false);
        bench.offer(5000, 2, 0, 0, 2, 0, false);
        int tag = 3;
        // The queue is kept full of requests for the open row until the other row has been served.
        for (long now = 5000; bench.done.stream().noneMatch(d -> d.tag() == 2); now++) {
            bench.runTo(now);
            while (tag < 200 && bench.offer(now, tag, 0, 0, 1, tag % 16, false)) {
                tag++;
            }
        }
        List<Integer> order = bench.commands.stream()
                .filter(c -> c.command().column())
                .map(Bench.Issued::tag)
                .toList();
        // Tags 0 and 1 come first by right; then 16 that are younger.
        assertEquals(2 + DramPolicy.USUAL.cap(), order.indexOf(2));
    }

    /** Posted writes wait for a lull, but not for ever: reads without end still let a full write queue drain. */
    @Test
    void readsWithoutEndDoNotKeepAFullWriteQueueWaiting() {
        Bench bench = Bench.quiet(Parts.load("hbm2-2000"));
        int writes = 0;
        int tag = 1000;
        for (long now = 0; now < 20_000; now++) {
            bench.runTo(now);
            while (bench.offer(now, tag, 0, tag % 16, 1, tag / 16 % 32, false)) {
                tag++;
            }
            if (bench.offer(now, writes, 0, writes % 16, 2 + writes / 512, writes / 16 % 32, true)) {
                writes++;
            }
        }
        long served = bench.done.stream().filter(Bench.Done::write).count();
        assertEquals(writes, served, DramPolicy.USUAL.writeQueue());
        assertEquals(true, served > 1000, "writes served: " + served);
    }
}
