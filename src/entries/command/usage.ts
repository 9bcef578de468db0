/** What `perf-gate --help` prints. The README's section on the command line says the same. */
export const USAGE = `perf-gate: does this inference image hold its RPS and p95 under its limits?

  perf-gate run        start the image under limits, load it, judge it
  perf-gate calibrate  compare the image with itself: what can be seen here, and does it see a true loss?
  perf-gate capacity   find the knee, the highest rate, the smallest memory, the cheapest box
  perf-gate compare    judge results again: compare RESULT.json, or compare BEFORE.json NOW.json; starts nothing
  perf-gate report     render a result again: report RESULT.json, or report BEFORE.json NOW.json; starts nothing
  perf-gate check      check the configuration and print the plan; starts nothing
  perf-gate init       write a starting configuration for an image or a compose service

run, calibrate, capacity and check
  -c, --config FILE        configuration (default perf-gate.yml)
      --image IMAGE        name:tag, name@digest or an image id
      --port PORT          port that the image listens on
      --cpus NUMBER        CPU limit, for example 0.5
      --memory SIZE        memory limit, for example 1500MiB
      --replicas NUMBER    containers of the image, each under the limits
      --threshold RULE     for example "p95 < 250ms"; again for more; replaces those of the file
      --rounds NUMBER      fresh starts of the image; of a paired comparison the most
      --baseline-image IMG image to compare with; measured again, round by round
      --baseline-path FILE baseline to compare with; written after a valid run where it is missing
      --fail-on WHAT       fail (default), likely, inconclusive or never
      --seed NUMBER        order of requests and arrivals, as that of an earlier run
run, calibrate, capacity and compare
      --json               print the verdict as one JSON document on standard output, and nothing else there
  -q, --quiet              print neither progress nor what is done, only warnings and the verdict
run
      --save-baseline      write the baseline also where there is one
      --result FILE        where the result goes (default perf-gate-result.json)
      --report FILE        where the report goes (default perf-gate-report.md); beside it the page, as .html
calibrate
      --result FILE        where both results go (default perf-gate-calibration.json)
      --report FILE        where the report goes (default perf-gate-calibration.md); beside it the page
capacity
      --result FILE        where everything measured goes, and is gone on with (default perf-gate-capacity.json)
      --report FILE        where the report goes (default perf-gate-capacity.md); beside it the page
      --fresh              begin anew also where an interrupted run could be gone on with
report; what it makes of perf-gate-capacity.json or perf-gate-calibration.json has that name in place of perf-gate-report
      --html               write perf-gate-report.html instead of printing the table
      --markdown           write perf-gate-report.md
      --csv                write perf-gate-csv/ with requests.csv, failures.csv, exceptions.csv,
                           history.csv and spawn.csv
  -o, --output FOLDER      where they go (default .), all of them if none is named; - for standard output
init
      --image IMAGE        image to start and to ask for its /openapi.json
      --compose FILE       take image, ports, environment and limits from a compose file
      --service NAME       which service of it
      --port PORT          port that the image listens on, where it exposes none or several
  -o, --output FILE        where the configuration goes (default perf-gate.yml); - for standard output
      --force              replace a file that is there

Exit codes: 0 pass, or let through by --fail-on; 1 fail, capacity: something was not found;
2 could not judge; 3 likely or inconclusive where --fail-on asks for it, calibrate: the control was not
flagged; 130 interrupted. report: 0, whatever the verdict.`
