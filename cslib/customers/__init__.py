"""Simulated customers: a scenario an author writes, and the talk a learner has with it.

``model`` is the file's format, ``condition`` its small language, ``lint`` what makes a file unusable;
``engine`` plays a talk, ``outcome`` judges it, ``proof`` shows that a scenario can be won and lost.
"""
