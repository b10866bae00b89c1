package dev.headrace.spark;

import dev.headrace.explore.Fingerprint;
import dev.headrace.explore.sweep.Pool;
import dev.headrace.explore.sweep.Remote;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Executors of a Spark cluster. Each point is a task. Tasks whose executor is lost are run again by Spark; one that has ended its
 * executor too often is given up alone, without the others of its job.
 *
 * <p>Points are handed over in jobs. A job is made as soon as the executors are about to run out of tasks, of all points that
 * are waiting by then: its cost is shared, and none waits for others to be looked at.
 */
final class SparkPool implements Pool {
    /** Tasks that are handed over for each core, so that none waits for the next. */
    private static final int AHEAD = 3;

    /** Most tasks of a job. */
    private static final int LARGEST = 1_000;

    private static final int LOOK_MILLIS = 50;

    /** A point and who waits for it. */
    private static final class Asked {
        private final String task;
        private final CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
        private final AtomicBoolean answered = new AtomicBoolean();

        Asked(String task) {
            this.task = task;
        }
    }

    private final String address;
    private final String order;
    private final JavaSparkContext context;
    private final BlockingQueue<Asked> waiting = new LinkedBlockingQueue<>();
    private final Set<Asked> handedOver = ConcurrentHashMap.newKeySet();
    /** Answers are dealt with here, not where Spark gives out tasks. */
    private final ExecutorService answers = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            r -> daemon(r, "headrace-answers"),
            // What comes after the end, nobody waits for.
            new ThreadPoolExecutor.DiscardPolicy());

    private final Thread dispatcher = daemon(this::dispatch, "headrace-dispatcher");
    private volatile boolean stopped;

    /** Connects; a cluster of its own is started. */
    SparkPool(String address, Remote.Order order) {
        this.address = address;
        this.order = order.text();
        this.context = new JavaSparkContext(settings(address, order.name()));
        dispatcher.start();
    }

    private static Thread daemon(Runnable what, String name) {
        Thread thread = new Thread(what, name);
        thread.setDaemon(true);
        return thread;
    }

    /** What {@code -Dspark...} says, and for what it does not say what points need. */
    private static SparkConf settings(String address, String name) {
        SparkConf settings = new SparkConf().setMaster(address).setAppName("headrace sweep " + name);
        settings.setIfMissing("spark.ui.enabled", "false");
        settings.setIfMissing("spark.ui.showConsoleProgress", "false");
        settings.setIfMissing("spark.task.maxFailures", "8");
        settings.setIfMissing("spark.executor.extraJavaOptions", "-XX:+UseSerialGC -Djava.awt.headless=true");
        List<Path> program = Fingerprint.program();
        settings.set("spark.executor.extraClassPath", classPath(Stream.concat(program.stream(), Stream.of(own()))));
        settings.setExecutorEnv(Fingerprint.PROGRAM, classPath(program.stream()));
        Library library = new Library(Path.of(""));
        settings.setExecutorEnv(Library.OWN_UNITS, classPath(library.units().stream()));
        String data = System.getenv().getOrDefault(Library.OWN_DATA, "").strip();
        if (!data.isEmpty()) {
            settings.setExecutorEnv(
                    Library.OWN_DATA, Path.of(data).toAbsolutePath().toString());
        }
        return settings;
    }

    private static String classPath(Stream<Path> entries) {
        return entries.map(p -> p.toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
    }

    /** Where this class is. */
    private static Path own() {
        try {
            return Path.of(SparkPool.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new LinkageError("the place of a class is a URI", e);
        }
    }

    @Override
    public CompletableFuture<@Nullable String> run(String task) {
        Asked asked = new Asked(task);
        waiting.add(asked);
        if (stopped) {
            giveUp();
        }
        return asked.answer;
    }

    /** Hands over what waits, until it is interrupted. */
    private void dispatch() {
        try {
            while (true) {
                List<Asked> job = new ArrayList<>(List.of(waiting.take()));
                while (!stopped
                        && !context.sc().isStopped()
                        && handedOver.size() >= AHEAD * context.defaultParallelism()) {
                    Thread.sleep(LOOK_MILLIS / 10);
                }
                waiting.drainTo(job, LARGEST - 1);
                submit(job);
            }
        } catch (InterruptedException e) {
            // The pool was closed.
        }
    }

    private void submit(List<Asked> job) {
        handedOver.addAll(job);
        if (stopped) {
            giveUp();
            return;
        }
        try {
            RDD<String> tasks = context.parallelize(
                            job.stream().map(a -> a.task).toList(), job.size())
                    .rdd();
            List<Object> numbers =
                    IntStream.range(0, job.size()).<Object>mapToObj(i -> i).toList();
            Seq<Object> partitions = CollectionConverters.asScala(numbers).toSeq();
            context.sc()
                    .<String, String, BoxedUnit>submitJob(
                            tasks,
                            new PointTask(order),
                            partitions,
                            (number, answer) -> {
                                answered(job.get((Integer) number), answer);
                                return BoxedUnit.UNIT;
                            },
                            () -> BoxedUnit.UNIT)
                    .onComplete(
                            (Try<BoxedUnit> end) -> {
                                if (end.isFailure()) {
                                    failed(job, end.failed().get());
                                }
                                return BoxedUnit.UNIT;
                            },
                            ExecutionContext.fromExecutor(answers));
        } catch (IllegalStateException e) {
            // The context is stopped.
            failed(job, e);
        }
    }

    private void answered(Asked asked, String answer) {
        if (asked.answered.compareAndSet(false, true)) {
            handedOver.remove(asked);
            answers.execute(() -> asked.answer.complete(answer));
        }
    }

    /** What is missing of a job that Spark gave up. */
    private void failed(List<Asked> job, Throwable why) {
        List<Asked> missing = job.stream().filter(a -> !a.answered.get()).toList();
        if (stopped) {
            giveUp();
        } else if (context.sc().isStopped()) {
            InputException gone = new InputException("--on " + address + ": the cluster has ended the sweep ("
                    + firstLine(why) + "); allowed: a cluster that stays; --resume goes on with what is done");
            missing.forEach(a -> failed(a, gone));
        } else if (!lost(why)) {
            missing.forEach(a -> failed(a, new IllegalStateException("on an executor: " + firstLine(why))));
        } else if (job.size() == 1) {
            missing.forEach(a -> failed(a, new Lost()));
        } else {
            missing.forEach(a -> submit(List.of(a)));
        }
    }

    private void failed(Asked asked, RuntimeException why) {
        if (asked.answered.compareAndSet(false, true)) {
            handedOver.remove(asked);
            asked.answer.completeExceptionally(why);
        }
    }

    private static boolean lost(Throwable why) {
        return why instanceof SparkException && String.valueOf(why.getMessage()).contains("ExecutorLostFailure");
    }

    private static String firstLine(Throwable why) {
        return String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    }

    /** Answers everything that is not answered yet with nothing. */
    private void giveUp() {
        Set<Asked> all = new LinkedHashSet<>(handedOver);
        waiting.drainTo(all);
        for (Asked asked : all) {
            if (asked.answered.compareAndSet(false, true)) {
                handedOver.remove(asked);
                asked.answer.complete(null);
            }
        }
    }

    @Override
    public void stop() {
        stopped = true;
        context.sc().cancelAllJobs();
        giveUp();
    }

    @Override
    public void close() {
        stopped = true;
        dispatcher.interrupt();
        context.close();
        answers.shutdown();
    }
}
