package dev.headrace.spark;

import dev.headrace.explore.sweep.Remote;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What an executor does with a task: one point in, one answer out. */
final class PointTask extends AbstractFunction1<Iterator<String>, String> implements java.io.Serializable {
    private static final long serialVersionUID = 1;

    private final String order;

    PointTask(String order) {
        this.order = order;
    }

    @Override
    public String apply(Iterator<String> tasks) {
        return Remote.run(order, tasks.next());
    }
}
