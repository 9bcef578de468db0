"""What Locust is given to run: users of its fast client that send their next request at once."""

import os

from locust import FastHttpUser, constant, task


class Visitor(FastHttpUser):
    wait_time = constant(0)

    @task
    def visit(self):
        self.client.get(os.environ["URL_PATH"])
