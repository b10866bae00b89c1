package dev.headrace.cli;

import dev.headrace.cli.serve.Server;
import dev.headrace.reports.Printable;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Shows the results and sweeps in a folder in the browser, to this machine alone, until Ctrl-C."
                + " Nothing is changed, and no request leaves the machine.",
        footerHeading = "%nExample:%n",
        footer = "  headrace serve headrace-out")
final class ServeCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "What is shown, with the folders in it. Default: ${DEFAULT-VALUE}.",
            defaultValue = "headrace-out")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path folder;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port on 127.0.0.1; 0 for any that is free. Default: ${DEFAULT-VALUE}.",
            defaultValue = "8377")
    private int port;

    ServeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new InputException("--port " + port + "; allowed: 0 to 65535");
        }
        Complaints complaints = new Complaints(context.err());
        try (Server server = new Server(folder, port, complaints::of);
                Interrupts.Running stoppable = context.interrupts().stopping(server::close)) {
            context.out().println(Printable.line("Showing " + folder + " at " + server.address() + " until Ctrl-C"));
            context.out().flush();
            server.await();
        } catch (BindException e) {
            throw new InputException(
                    "--port " + port + ": taken by another program; allowed: another port, or 0 for any that is free");
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be shown (" + e + "); allowed: a folder of results");
        }
        return ExitCode.OK;
    }
}
